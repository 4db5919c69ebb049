//! What the warm-up connects to: PostgreSQL's protocol, and one row whatever is asked.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

/// The columns of the row: name, type, text. All types that a profile commonly has are parsed once.
const COLUMNS: [(&str, i32, &str); 8] = [
    ("id", 23, "7"),
    ("login_count", 20, "12"),
    ("email", 25, "ada@example.com"),
    ("nick_name", 1043, "Ada"),
    ("is_blocked", 16, "f"),
    ("custom_data", 3802, r#"{"theme":"dark"}"#),
    ("created_at", 1184, "2024-02-29 12:00:00.5+00"),
    ("updated_at", 1114, "2024-02-29 12:00:00"),
];

/// Listens on a port of this machine until the process ends; the port.
pub(crate) fn start() -> io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away is the end of its session, nothing more.
            thread::spawn(move || serve(stream));
        }
    });
    Ok(port)
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    // The first message has no type.
    body(&mut stream)?;
    let mut answer = Vec::new();
    message(&mut answer, b'R', &0_i32.to_be_bytes());
    for (name, value) in [
        ("client_encoding", "UTF8"),
        ("DateStyle", "ISO, MDY"),
        ("server_version", "15.0"),
    ] {
        message(&mut answer, b'S', format!("{name}\0{value}\0").as_bytes());
    }
    message(&mut answer, b'K', &[0, 0, 0, 1, 0, 0, 0, 2]);
    message(&mut answer, b'Z', b"I");
    stream.write_all(&answer)?;
    let mut fails = false;
    loop {
        let mut kind = [0];
        stream.read_exact(&mut kind)?;
        let body = body(&mut stream)?;
        answer.clear();
        match kind[0] {
            b'Q' => {
                row(&mut answer);
                message(&mut answer, b'Z', b"I");
            }
            b'P' => {
                fails = body.windows(12).any(|part| part == b"INTO nothing");
                if fails {
                    let told =
                        "SERROR\0VERROR\0C42P01\0Mrelation \"nothing\" does not exist\0P13\0\0";
                    message(&mut answer, b'E', told.as_bytes());
                } else {
                    message(&mut answer, b'1', &[]);
                }
            }
            b'S' => {
                fails = false;
                message(&mut answer, b'Z', b"I");
            }
            b'X' => return Ok(()),
            _ if fails => {}
            b'B' => message(&mut answer, b'2', &[]),
            b'C' => message(&mut answer, b'3', &[]),
            b'D' => {
                if body.first() == Some(&b'S') {
                    message(&mut answer, b't', &0_i16.to_be_bytes());
                }
                message(&mut answer, b'T', &columns());
            }
            b'E' => {
                message(&mut answer, b'D', &cells());
                message(&mut answer, b'C', b"SELECT 1\0");
            }
            _ => {}
        }
        stream.write_all(&answer)?;
    }
}

fn row(answer: &mut Vec<u8>) {
    message(answer, b'T', &columns());
    message(answer, b'D', &cells());
    message(answer, b'C', b"SELECT 1\0");
}

fn columns() -> Vec<u8> {
    let mut body = count();
    for (name, kind, _) in COLUMNS {
        body.extend(name.as_bytes());
        // The end of the name, then no table and no column of it.
        body.extend([0; 7]);
        body.extend(kind.to_be_bytes());
        // Any length, no modifier, as text.
        body.extend([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0]);
    }
    body
}

fn cells() -> Vec<u8> {
    let mut body = count();
    for (_, _, text) in COLUMNS {
        body.extend((text.len() as u32).to_be_bytes());
        body.extend(text.as_bytes());
    }
    body
}

fn count() -> Vec<u8> {
    (COLUMNS.len() as u16).to_be_bytes().to_vec()
}

fn message(answer: &mut Vec<u8>, kind: u8, body: &[u8]) {
    answer.push(kind);
    answer.extend((body.len() as u32 + 4).to_be_bytes());
    answer.extend(body);
}

/// The rest of a message, from its length on.
fn body(stream: &mut TcpStream) -> io::Result<Vec<u8>> {
    let mut length = [0; 4];
    stream.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length).saturating_sub(4) as usize;
    let mut body = vec![0; length.min(1 << 20)];
    stream.read_exact(&mut body)?;
    Ok(body)
}
