//! One address and no other.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use futures::future::BoxFuture;
use tokio::net::TcpStream;

use crate::egress::{Egress, EgressError};

/// Lets through to one address, in the way of another egress; everything else is refused before a name is resolved.
pub struct OnlyEgress {
    /// How it is reached.
    pub inner: Arc<dyn Egress>,
    /// Which.
    pub address: SocketAddr,
}

impl Egress for OnlyEgress {
    fn connect<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<TcpStream, EgressError>> {
        let same = host
            .parse::<IpAddr>()
            .is_ok_and(|host| SocketAddr::new(host, port) == self.address);
        if same {
            return self.inner.connect(host, port, deadline);
        }
        Box::pin(async move {
            Err(EgressError::Forbidden {
                host: host.to_owned(),
                port,
                reason: "this call may reach the database of its rehearsal only".to_owned(),
            })
        })
    }
}
