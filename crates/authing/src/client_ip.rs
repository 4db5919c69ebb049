//! Whose request it is, by address. A header says so only when a trusted proxy wrote it.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnetwork::IpNetwork;

/// The client's address: the peer's own, or, if the peer is a trusted proxy, the last address in `x-forwarded-for`
/// that is no trusted proxy's. An entry that is no address ends the search: what stands before it is anybody's word.
pub(crate) fn client_ip(
    peer: Option<SocketAddr>,
    headers: &HeaderMap,
    trusted: &[IpNetwork],
) -> Option<IpAddr> {
    let mut client = peer?.ip().to_canonical();
    let is_trusted = |ip: IpAddr| trusted.iter().any(|network| network.contains(ip));
    let lines: Vec<&str> = headers
        .get_all("x-forwarded-for")
        .iter()
        .map(|line| line.to_str().unwrap_or("?"))
        .collect();
    let mut hops = lines.iter().rev().flat_map(|line| line.rsplit(','));
    while is_trusted(client) {
        match hops.next().and_then(address) {
            Some(hop) => client = hop,
            None => break,
        }
    }
    Some(client)
}

/// `1.2.3.4`, `1.2.3.4:5678`, `::1`, `[::1]:5678`.
fn address(hop: &str) -> Option<IpAddr> {
    let hop = hop.trim();
    let bare = hop
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let ip = bare.unwrap_or(hop).parse::<IpAddr>();
    let ip = ip.or_else(|_| hop.parse::<SocketAddr>().map(|address| address.ip()));
    ip.ok().map(|ip| ip.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_are_believed() {
        let trusted: Vec<IpNetwork> = ["10.0.0.0/8", "fd00::/8"]
            .map(|net| net.parse().unwrap())
            .to_vec();
        let table: &[(&str, &[&str], &str)] = &[
            ("203.0.113.1:1", &[], "203.0.113.1"),
            ("203.0.113.1:1", &["1.1.1.1"], "203.0.113.1"),
            ("10.0.0.1:1", &[], "10.0.0.1"),
            ("10.0.0.1:1", &["1.1.1.1"], "1.1.1.1"),
            ("10.0.0.1:1", &["9.9.9.9, 1.1.1.1"], "1.1.1.1"),
            ("10.0.0.1:1", &["9.9.9.9, 1.1.1.1 , 10.2.3.4"], "1.1.1.1"),
            ("10.0.0.1:1", &["9.9.9.9", "1.1.1.1", "10.2.3.4"], "1.1.1.1"),
            ("10.0.0.1:1", &["1.1.1.1, unknown, 10.2.3.4"], "10.2.3.4"),
            ("10.0.0.1:1", &["evil"], "10.0.0.1"),
            ("10.0.0.1:1", &["1.1.1.1:4711"], "1.1.1.1"),
            ("[fd00::1]:1", &["[2001:db8::5]:4711"], "2001:db8::5"),
            ("[fd00::1]:1", &["2001:db8::5"], "2001:db8::5"),
            ("[::ffff:10.0.0.1]:1", &["::ffff:1.1.1.1"], "1.1.1.1"),
        ];
        for (peer, forwarded, expected) in table {
            let mut headers = HeaderMap::new();
            for line in *forwarded {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let ip = client_ip(Some(peer.parse().unwrap()), &headers, &trusted);
            assert_eq!(ip, Some(expected.parse().unwrap()), "{peer} {forwarded:?}");
        }
        assert_eq!(client_ip(None, &HeaderMap::new(), &trusted), None);
    }
}
