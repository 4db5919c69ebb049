//! The contract's public behaviour. One binary, so that it links once.

#[cfg(test)]
mod arguments;
#[cfg(test)]
mod classify_returned;
#[cfg(test)]
mod classify_table;
#[cfg(test)]
mod classify_threw;
#[cfg(test)]
mod forgery;
#[cfg(test)]
mod frames;
#[cfg(test)]
mod ids;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod outcomes;
#[cfg(test)]
mod public_messages;
#[cfg(test)]
mod redaction;
#[cfg(test)]
mod support;
