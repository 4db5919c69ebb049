//! Reaching an outside address.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Instant;

use futures::future::BoxFuture;
use tokio::net::TcpStream;

use crate::LimitError;
use crate::connection::Connection;

/// Opens connections for scripts. The one place that resolves names and judges addresses.
pub trait Egress: Send + Sync {
    /// Resolves `host` once, checks every address against the policy, and connects to the first that answers.
    ///
    /// `host` is a name, an IPv4 address, or an IPv6 address with or without brackets. Ends by `deadline`.
    fn connect<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Connection, EgressError>>;

    /// The way out for one invocation, named by its number, where the host makes a difference between invocations.
    fn for_invocation(&self, number: u64) -> Option<Arc<dyn Egress>> {
        let _ = number;
        None
    }
}

/// Why an outside address could not be reached.
#[derive(Debug, thiserror::Error)]
pub enum EgressError {
    /// The name has no address. Node says `getaddrinfo ENOTFOUND`.
    #[error("getaddrinfo ENOTFOUND {host}")]
    NotFound {
        /// The name as asked for.
        host: String,
    },
    /// Every address refused or failed; one entry for each, in the order tried. Never empty.
    #[error("connect {} {}", .attempts.first().map_or("ECONNREFUSED", |a| a.code()), .attempts.first().map_or(String::new(), |a| a.address.to_string()))]
    Failed {
        /// What each address answered.
        attempts: Vec<Attempt>,
    },
    /// The deadline passed first.
    #[error("connecting to {host}:{port} took too long")]
    TimedOut {
        /// The name as asked for.
        host: String,
        /// The port as asked for.
        port: u16,
    },
    /// The operator's policy does not allow this address.
    #[error("connecting to {host}:{port} is not allowed: {reason}")]
    Forbidden {
        /// The name as asked for.
        host: String,
        /// The port as asked for.
        port: u16,
        /// The rule that refused, as a phrase: `loopback addresses are closed to scripts`.
        reason: String,
    },
    /// The tenant has as many connections as it may, or opens them too fast.
    #[error(transparent)]
    Limited(#[from] LimitError),
}

/// One address that did not answer.
#[derive(Debug)]
pub struct Attempt {
    /// The address tried.
    pub address: SocketAddr,
    /// What the system said.
    pub error: io::Error,
}

impl Attempt {
    /// The system's error as Node names it: `ECONNREFUSED`, `EHOSTUNREACH`, …; `ECONNFAILED` for what has no common name.
    pub fn code(&self) -> &'static str {
        use io::ErrorKind as Kind;
        match self.error.kind() {
            Kind::ConnectionRefused => "ECONNREFUSED",
            Kind::ConnectionReset => "ECONNRESET",
            Kind::ConnectionAborted => "ECONNABORTED",
            Kind::HostUnreachable => "EHOSTUNREACH",
            Kind::NetworkUnreachable => "ENETUNREACH",
            Kind::AddrNotAvailable => "EADDRNOTAVAIL",
            Kind::TimedOut => "ETIMEDOUT",
            Kind::PermissionDenied => "EACCES",
            _ => "ECONNFAILED",
        }
    }
}

/// Which kinds of addresses scripts may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Policy {
    /// 127.0.0.0/8 and ::1. The command line allows these: the author's own machine.
    pub loopback: bool,
    /// RFC 1918, RFC 6598, unique local (fc00::/7).
    pub private: bool,
}

impl Policy {
    /// Why `address` may not be reached, or `None` when it may.
    ///
    /// An IPv4 address mapped or translated into IPv6 is judged as the IPv4 address it reaches.
    pub fn refuses(&self, address: IpAddr) -> Option<&'static str> {
        let address = embedded_ipv4(address);
        let (loopback, private, never) = match address {
            IpAddr::V4(v4) => {
                let [a, b, c, _] = v4.octets();
                (
                    v4.is_loopback(),
                    v4.is_private() || (a == 100 && (64..128).contains(&b)),
                    v4.is_link_local()
                        || v4.is_multicast()
                        || v4.is_broadcast()
                        || a == 0
                        || a >= 240
                        || v4.is_documentation()
                        || (a == 192 && b == 0 && c == 0)
                        || (a == 198 && (18..20).contains(&b)),
                )
            }
            IpAddr::V6(v6) => {
                let head = v6.segments()[0];
                (
                    v6.is_loopback(),
                    head & 0xfe00 == 0xfc00,
                    v6.is_unspecified()
                        || v6.is_multicast()
                        || head & 0xffc0 == 0xfe80
                        || head & 0xffc0 == 0xfec0
                        || (head == 0x2001 && v6.segments()[1] == 0x0db8),
                )
            }
        };
        if never {
            Some("link-local, multicast and reserved addresses are closed to scripts")
        } else if loopback && !self.loopback {
            Some("loopback addresses are closed to scripts")
        } else if private && !self.private {
            Some("private addresses are closed to scripts")
        } else {
            None
        }
    }
}

/// `::ffff:a.b.c.d`, `64:ff9b::a.b.c.d` (NAT64) and `2002:aabb:ccdd::` (6to4) all end up at an IPv4 host.
fn embedded_ipv4(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address else {
        return address;
    };
    let s = v6.segments();
    let from = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        IpAddr::V4(std::net::Ipv4Addr::new(a, b, c, d))
    };
    match s {
        [0, 0, 0, 0, 0, 0xffff, high, low] => from(high, low),
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => from(high, low),
        [0x2002, high, low, ..] => from(high, low),
        _ => address,
    }
}

/// Connects from this very process, which must be one that may open sockets: a worker's parent, or a test.
#[derive(Debug, Clone, Copy)]
pub struct DirectEgress {
    /// What it lets through.
    pub policy: Policy,
}

impl DirectEgress {
    async fn open(&self, host: &str, port: u16) -> Result<Connection, EgressError> {
        if host.starts_with(['/', '@']) {
            return Err(EgressError::Forbidden {
                host: host.to_owned(),
                port,
                reason: "Unix sockets are closed to scripts".to_owned(),
            });
        }
        let name = host
            .strip_prefix('[')
            .and_then(|h| h.strip_suffix(']'))
            .unwrap_or(host);
        let addresses: Vec<SocketAddr> = match tokio::net::lookup_host((name, port)).await {
            Ok(found) => found.collect(),
            Err(_) => Vec::new(),
        };
        if addresses.is_empty() {
            return Err(EgressError::NotFound {
                host: host.to_owned(),
            });
        }
        // One bad address condemns the name: a resolver that answers with a mixture is how rebinding starts.
        for address in &addresses {
            if let Some(reason) = self.policy.refuses(address.ip()) {
                return Err(EgressError::Forbidden {
                    host: host.to_owned(),
                    port,
                    reason: reason.to_owned(),
                });
            }
        }
        let mut attempts = Vec::new();
        for address in addresses {
            match TcpStream::connect(address).await {
                Ok(stream) => {
                    // Each query is one small write that waits for its answer: Nagle would only add its delay.
                    let _ = stream.set_nodelay(true);
                    return Ok(Connection::new(stream));
                }
                Err(error) => attempts.push(Attempt { address, error }),
            }
        }
        Err(EgressError::Failed { attempts })
    }
}

impl Egress for DirectEgress {
    fn connect<'a>(
        &'a self,
        host: &'a str,
        port: u16,
        deadline: Instant,
    ) -> BoxFuture<'a, Result<Connection, EgressError>> {
        Box::pin(async move {
            match tokio::time::timeout_at(deadline.into(), self.open(host, port)).await {
                Ok(result) => result,
                Err(_) => Err(EgressError::TimedOut {
                    host: host.to_owned(),
                    port,
                }),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(policy: Policy, address: &str) -> bool {
        policy.refuses(address.parse().unwrap()).is_some()
    }

    #[test]
    fn closed_by_default() {
        let closed = Policy::default();
        for address in [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(refused(closed, address), "{address} must be refused");
        }
        for address in [
            "1.1.1.1",
            "8.8.8.8",
            "2606:4700::1111",
            "172.32.0.1",
            "100.128.0.1",
        ] {
            assert!(!refused(closed, address), "{address} must be allowed");
        }
    }

    #[test]
    fn each_switch_opens_its_own_range_only() {
        let loopback = Policy {
            loopback: true,
            private: false,
        };
        assert!(
            !refused(loopback, "127.0.0.1")
                && !refused(loopback, "::1")
                && !refused(loopback, "::ffff:127.0.0.1")
        );
        assert!(refused(loopback, "10.0.0.1") && refused(loopback, "169.254.169.254"));
        let private = Policy {
            loopback: false,
            private: true,
        };
        assert!(!refused(private, "192.168.0.7") && !refused(private, "fd00::7"));
        assert!(refused(private, "127.0.0.1") && refused(private, "fe80::1"));
    }
}
