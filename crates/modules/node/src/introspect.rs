//! What JavaScript can't find out about a value without running the script's own code: its kind, a proxy's target, a
//! promise's state, the rest of an iterator. Behind `util.types` and `util.inspect`; all read-only.

use deno_core::{op2, v8};

type Test = fn(&v8::Value) -> bool;

/// One bit a kind, in the order of `kinds` in util_types.js.
const KINDS: [Test; 26] = [
    v8::Value::is_external,
    v8::Value::is_date,
    v8::Value::is_arguments_object,
    v8::Value::is_big_int_object,
    v8::Value::is_boolean_object,
    v8::Value::is_number_object,
    v8::Value::is_string_object,
    v8::Value::is_symbol_object,
    v8::Value::is_native_error,
    v8::Value::is_reg_exp,
    v8::Value::is_async_function,
    v8::Value::is_generator_function,
    v8::Value::is_generator_object,
    v8::Value::is_promise,
    v8::Value::is_map,
    v8::Value::is_set,
    v8::Value::is_map_iterator,
    v8::Value::is_set_iterator,
    v8::Value::is_weak_map,
    v8::Value::is_weak_set,
    v8::Value::is_array_buffer,
    v8::Value::is_data_view,
    v8::Value::is_shared_array_buffer,
    v8::Value::is_proxy,
    v8::Value::is_module_namespace_object,
    v8::Value::is_typed_array,
];

/// The kinds of a value: bit `i` says that it is of kind `i`.
#[op2(fast)]
pub(crate) fn op_node_value_kinds(value: &v8::Value) -> u32 {
    KINDS
        .iter()
        .rev()
        .fold(0, |bits, is| (bits << 1) | u32::from(is(value)))
}

/// A proxy's `[target, handler]`, both null once it's revoked; undefined for anything else.
#[op2]
pub(crate) fn op_node_proxy_parts<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    value: v8::Local<'s, v8::Value>,
) -> v8::Local<'s, v8::Value> {
    let Ok(proxy) = v8::Local::<v8::Proxy>::try_from(value) else {
        return v8::undefined(scope).into();
    };
    let parts = [proxy.get_target(scope), proxy.get_handler(scope)];
    v8::Array::new_with_elements(scope, &parts).into()
}

/// `[state, result]` of a promise, state 0 pending, 1 fulfilled, 2 rejected; undefined for anything else.
#[op2]
pub(crate) fn op_node_promise_state<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    value: v8::Local<'s, v8::Value>,
) -> v8::Local<'s, v8::Value> {
    let Ok(promise) = v8::Local::<v8::Promise>::try_from(value) else {
        return v8::undefined(scope).into();
    };
    let (state, result) = match promise.state() {
        v8::PromiseState::Pending => (0, v8::undefined(scope).into()),
        v8::PromiseState::Fulfilled => (1, promise.result(scope)),
        v8::PromiseState::Rejected => (2, promise.result(scope)),
    };
    let state = v8::Integer::new(scope, state).into();
    v8::Array::new_with_elements(scope, &[state, result]).into()
}

/// `[entries, are_pairs]`: what a map's or set's iterator would still give, without advancing it (pairs come flat:
/// key, value, key, value); the present members of a weak map or set. Undefined for anything else.
#[op2]
pub(crate) fn op_node_entries_preview<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    value: v8::Local<'s, v8::Value>,
) -> v8::Local<'s, v8::Value> {
    let known = value.is_map_iterator()
        || value.is_set_iterator()
        || value.is_weak_map()
        || value.is_weak_set();
    let object = if known {
        v8::Local::<v8::Object>::try_from(value).ok()
    } else {
        None
    };
    let Some((Some(entries), pairs)) = object.map(|object| object.preview_entries(scope)) else {
        return v8::undefined(scope).into();
    };
    let pairs = v8::Boolean::new(scope, pairs).into();
    v8::Array::new_with_elements(scope, &[entries.into(), pairs]).into()
}

/// An object's own keys (symbols too) without the array indices, which may be millions.
#[op2]
pub(crate) fn op_node_named_keys<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    value: v8::Local<'s, v8::Value>,
    enumerable_only: bool,
) -> v8::Local<'s, v8::Value> {
    let property_filter = if enumerable_only {
        v8::PropertyFilter::ONLY_ENUMERABLE
    } else {
        v8::PropertyFilter::ALL_PROPERTIES
    };
    let keys = v8::Local::<v8::Object>::try_from(value)
        .ok()
        .and_then(|object| {
            object.get_property_names(
                scope,
                v8::GetPropertyNamesArgs {
                    mode: v8::KeyCollectionMode::OwnOnly,
                    property_filter,
                    index_filter: v8::IndexFilter::SkipIndices,
                    ..Default::default()
                },
            )
        });
    keys.unwrap_or_else(|| v8::Array::new(scope, 0)).into()
}

/// The name of the constructor that V8 remembers for an object, whatever its prototype is now.
#[op2]
#[string]
pub(crate) fn op_node_constructor_name<'s, 'i>(
    scope: &mut v8::PinScope<'s, 'i>,
    value: v8::Local<'s, v8::Value>,
) -> String {
    match v8::Local::<v8::Object>::try_from(value) {
        Ok(object) if !object.is_proxy() => {
            object.get_constructor_name().to_rust_string_lossy(scope)
        }
        _ => String::from("Object"),
    }
}
