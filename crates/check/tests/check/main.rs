//! The findings, on scripts that have them and on scripts that have none. One binary, so that it links once.

#[cfg(test)]
mod fixes;
#[cfg(test)]
mod ignores;
#[cfg(test)]
mod mutated;
#[cfg(test)]
mod places;
#[cfg(test)]
mod support;
#[cfg(test)]
mod traps;
