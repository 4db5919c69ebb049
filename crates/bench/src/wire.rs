//! HTTP/1.1 over a connection that is kept, with nothing that costs more than it must: the same client for everybody.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection.
pub(crate) struct Wire {
    stream: TcpStream,
    /// What has come of the answer, head and body.
    answer: Vec<u8>,
}

/// How long an answer's body is.
enum Length {
    Bytes(usize),
    Chunked,
}

/// The end of a chunked body that has no trailers.
const LAST_CHUNK: &[u8] = b"0\r\n\r\n";

impl Wire {
    /// Connects to `host:port`.
    pub(crate) async fn connect(address: &str) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            answer: Vec::with_capacity(16 * 1024),
        })
    }

    /// Sends a whole request and waits for its answer: the status, and the body as it came, chunks and all.
    pub(crate) async fn ask(&mut self, request: &[u8]) -> Result<(u16, &[u8])> {
        self.answer.clear();
        self.stream.write_all(request).await?;
        let mut head = None;
        loop {
            if self.stream.read_buf(&mut self.answer).await? == 0 {
                bail!("the server has hung up");
            }
            if head.is_none() {
                head = read_head(&self.answer)?;
            }
            let Some((status, begins, length)) = &head else {
                continue;
            };
            let body = self.answer.get(*begins..).unwrap_or_default();
            let is_whole = match length {
                Length::Bytes(bytes) => body.len() >= *bytes,
                Length::Chunked => body.ends_with(LAST_CHUNK),
            };
            if is_whole {
                let (status, begins) = (*status, *begins);
                return Ok((status, self.answer.get(begins..).unwrap_or_default()));
            }
        }
    }
}

/// The head, once it is whole: the status, where the body begins, and how long that is.
fn read_head(bytes: &[u8]) -> Result<Option<(u16, usize, Length)>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(begins) = response.parse(bytes)? else {
        return Ok(None);
    };
    let status = response.code.context("a status")?;
    let mut length = Length::Bytes(0);
    for header in response.headers.iter() {
        if header.name.eq_ignore_ascii_case("content-length") {
            length = Length::Bytes(std::str::from_utf8(header.value)?.trim().parse()?);
        } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
            length = Length::Chunked;
        }
    }
    Ok(Some((status, begins, length)))
}

/// A request as it goes over the wire; `key` is a bearer's, where there is one.
pub(crate) fn request(
    method: &str,
    path: &str,
    address: &str,
    key: Option<&str>,
    body: &Value,
) -> Vec<u8> {
    let body = body.to_string();
    let key = key.map_or(String::new(), |key| {
        format!("authorization: Bearer {key}\r\n")
    });
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{key}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use tokio::net::TcpListener;

    #[tokio::test]
    async fn answers_come_whole_whichever_way_they_are_cut() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let pieces: [&[&[u8]]; 3] = [
            &[
                b"HTTP/1.1 200 OK\r\nContent-Len",
                b"gth: 5\r\n\r\nhe",
                b"llo",
            ],
            &[
                b"HTTP/1.1 201 Made\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n",
                b"0\r\n\r\n",
            ],
            &[b"HTTP/1.1 204 Nothing\r\n\r\n"],
        ];
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = [0; 4096];
            for pieces in pieces {
                assert!(stream.read(&mut asked).await.unwrap() > 0);
                for piece in pieces {
                    stream.write_all(piece).await.unwrap();
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            }
        });
        let mut wire = Wire::connect(&address).await.unwrap();
        let request = request("POST", "/", &address, Some("k"), &json!({}));
        assert!(String::from_utf8_lossy(&request).ends_with("content-length: 2\r\n\r\n{}"));
        let (status, body) = wire.ask(&request).await.unwrap();
        assert_eq!((status, body), (200, &b"hello"[..]));
        let (status, body) = wire.ask(&request).await.unwrap();
        assert_eq!((status, body), (201, &b"5\r\nhello\r\n0\r\n\r\n"[..]));
        assert_eq!(wire.ask(&request).await.unwrap(), (204, &b""[..]));
        assert!(wire.ask(&request).await.is_err());
    }
}
