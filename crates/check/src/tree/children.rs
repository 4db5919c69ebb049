//! What is directly in a node.

use super::{Id, Kind};

impl Kind {
    /// The nodes directly in this one, in the order of the source.
    pub(crate) fn children(&self) -> Vec<Id> {
        match self {
            Self::Program(list)
            | Self::Block(list)
            | Self::Export(list)
            | Self::ObjectPattern(list)
            | Self::Array(list)
            | Self::Object(list)
            | Self::Other(list)
            | Self::Variables(list)
            | Self::Import { names: list, .. }
            | Self::Template { parts: list, .. } => list.clone(),
            Self::ArrayPattern(list) => list.iter().flatten().copied().collect(),
            Self::Statement(one)
            | Self::Throw(one)
            | Self::Rest(one)
            | Self::Spread(one)
            | Self::Await(one)
            | Self::Update(one)
            | Self::Unary { operand: one, .. }
            | Self::ImportName { binding: one, .. }
            | Self::PatternEntry { target: one, .. } => vec![*one],
            Self::If { test, yes, no } => [*test, *yes].into_iter().chain(*no).collect(),
            Self::Return(value) => value.iter().copied().collect(),
            Self::Try {
                block,
                parameter,
                handler,
                finally,
            } => std::iter::once(*block)
                .chain(*parameter)
                .chain(*handler)
                .chain(*finally)
                .collect(),
            Self::ForEach {
                left, right, body, ..
            } => vec![*left, *right, *body],
            Self::Loop { test, rest } => test.iter().chain(rest).copied().collect(),
            Self::Variable { pattern, value } => std::iter::once(*pattern).chain(*value).collect(),
            Self::Default { target, value } | Self::Assign { target, value, .. } => {
                vec![*target, *value]
            }
            Self::Function {
                name,
                parameters,
                body,
                ..
            } => name.iter().chain(parameters).chain(body).copied().collect(),
            Self::Entry {
                computed, value, ..
            } => computed.iter().chain([value]).copied().collect(),
            Self::Member { object, index, .. } => std::iter::once(*object).chain(*index).collect(),
            Self::Call { callee, arguments } | Self::New { callee, arguments } => {
                std::iter::once(*callee)
                    .chain(arguments.iter().copied())
                    .collect()
            }
            Self::Binary { left, right, .. } => vec![*left, *right],
            Self::Conditional { test, yes, no } => vec![*test, *yes, *no],
            Self::Binding { .. }
            | Self::Name { .. }
            | Self::Text(_)
            | Self::Number(_)
            | Self::Boolean(_)
            | Self::Null => Vec::new(),
        }
    }
}
