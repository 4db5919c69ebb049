//! Typed reading of a request's fields, in the words of V3's refusals. What is not taken is refused at the end: the
//! signature scheme makes a text of every field, so a field nobody reads may be half of another one.

use serde_json::{Map, Value};

use crate::json::Document;
use crate::refusal::{Reason, Refusal};

/// The fields of one object of a request that are still to be read. No `Debug`: they hold passwords.
pub(crate) struct Fields {
    /// How the object is called in refusals: empty, `options.`, `list[2].`.
    path: String,
    map: Map<String, Value>,
    /// From a query string, where flags and numbers are text.
    textual: bool,
}

impl Fields {
    /// Those of a request.
    pub(crate) fn of(document: &Document) -> Self {
        Self {
            path: String::new(),
            map: document.to_map(),
            textual: document.textual,
        }
    }

    fn named(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }

    pub(crate) fn bad(&self, name: &str) -> Refusal {
        Refusal::bad_field(self.named(name))
    }

    pub(crate) fn missing(&self, name: &str) -> Refusal {
        Refusal::bad_request(Reason::MissingField(self.named(name)))
    }

    /// Takes a field; `null` counts as absent.
    pub(crate) fn take(&mut self, name: &str) -> Option<Value> {
        self.map.remove(name).filter(|value| !value.is_null())
    }

    /// A text.
    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.bad(name)),
        }
    }

    /// A text that may be cleared: `null` is a value.
    pub(crate) fn clearable_text(&mut self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.map.remove(name) {
            Some(Value::Null) => Ok(Some(Value::Null)),
            Some(Value::String(text)) => Ok(Some(Value::String(text))),
            Some(_) => Err(self.bad(name)),
            None => Ok(None),
        }
    }

    /// A text that must be there and not empty.
    pub(crate) fn required_text(&mut self, name: &str) -> Result<String, Refusal> {
        let text = self.text(name)?.filter(|text| !text.is_empty());
        text.ok_or_else(|| self.missing(name))
    }

    /// `true` or `false`. The Python client writes them `True` and `False` into queries.
    pub(crate) fn flag(&mut self, name: &str) -> Result<Option<bool>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Bool(flag)) => Ok(Some(flag)),
            Some(Value::String(text)) if self.textual => match text.as_str() {
                "true" | "True" => Ok(Some(true)),
                "false" | "False" => Ok(Some(false)),
                _ => Err(self.bad(name)),
            },
            Some(_) => Err(self.bad(name)),
        }
    }

    /// A whole number from 1.
    pub(crate) fn number(&mut self, name: &str) -> Result<Option<u32>, Refusal> {
        let number = match self.take(name) {
            None => return Ok(None),
            Some(Value::Number(number)) => number.as_u64(),
            Some(Value::String(text)) if self.textual => text.parse().ok(),
            Some(_) => None,
        };
        let number = number.and_then(|number| u32::try_from(number).ok());
        match number.filter(|number| *number >= 1) {
            Some(number) => Ok(Some(number)),
            None => Err(self.bad(name)),
        }
    }

    /// An object, to be read in turn.
    pub(crate) fn object(&mut self, name: &str) -> Result<Option<Self>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(Self {
                path: format!("{}.", self.named(name)),
                map,
                textual: self.textual,
            })),
            Some(_) => Err(self.bad(name)),
        }
    }

    /// An object for whoever calls the script.
    pub(crate) fn free_object(
        &mut self,
        name: &str,
    ) -> Result<Option<Map<String, Value>>, Refusal> {
        match self.take(name) {
            None => Ok(None),
            Some(Value::Object(map)) => Ok(Some(map)),
            Some(_) => Err(self.bad(name)),
        }
    }

    /// A list of objects that must be there and not empty.
    pub(crate) fn objects(&mut self, name: &str, most: usize) -> Result<Vec<Self>, Refusal> {
        let Some(Value::Array(items)) = self.take(name) else {
            return Err(self.bad(name));
        };
        self.bounded(name, items.len(), most)?;
        let read = |(at, item)| {
            let path = self.named(&format!("{name}[{at}]"));
            match item {
                Value::Object(map) => Ok(Self {
                    path: format!("{path}."),
                    map,
                    textual: self.textual,
                }),
                _ => Err(Refusal::bad_field(path)),
            }
        };
        items.into_iter().enumerate().map(read).collect()
    }

    /// A list of texts that must be there, none of them empty. In a query a single one may stand without brackets;
    /// not so one that begins with a bracket, which is signed like a list.
    pub(crate) fn texts(&mut self, name: &str, most: usize) -> Result<Vec<String>, Refusal> {
        let items = match self.take(name) {
            Some(Value::Array(items)) => items,
            Some(Value::String(text)) if self.textual && !text.starts_with('[') => {
                vec![Value::String(text)]
            }
            _ => return Err(self.bad(name)),
        };
        self.bounded(name, items.len(), most)?;
        let read = |(at, item)| match item {
            Value::String(text) if !text.is_empty() => Ok(text),
            _ => Err(self.bad(&format!("{name}[{at}]"))),
        };
        items.into_iter().enumerate().map(read).collect()
    }

    fn bounded(&self, name: &str, found: usize, most: usize) -> Result<(), Refusal> {
        match found {
            0 => Err(self.missing(name)),
            found if found > most => {
                Err(Refusal::bad_request(Reason::BatchTooLong { limit: most }))
            }
            _ => Ok(()),
        }
    }

    /// Takes a field that asks for something Connector has not.
    ///
    /// # Errors
    /// When it is there and asks for anything: neither `null`, `false`, nor empty.
    pub(crate) fn unsupported(&mut self, name: &str) -> Result<(), Refusal> {
        let asks = match self.map.remove(name) {
            None | Some(Value::Null | Value::Bool(false)) => false,
            Some(Value::Array(items)) => !items.is_empty(),
            Some(Value::Object(map)) => !map.is_empty(),
            Some(Value::String(text)) => {
                !(text.is_empty() || (self.textual && matches!(text.as_str(), "false" | "False")))
            }
            Some(_) => true,
        };
        if asks {
            Err(Refusal::unsupported(self.named(name)))
        } else {
            Ok(())
        }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// When a field is left that nobody knows.
    pub(crate) fn done(self) -> Result<(), Refusal> {
        match self.map.keys().next() {
            None => Ok(()),
            Some(name) => {
                let shown: String = name.chars().take(64).collect();
                Err(Refusal::bad_request(Reason::UnknownField(
                    self.named(&shown),
                )))
            }
        }
    }
}
