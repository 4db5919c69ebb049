//! Databases of where addresses are: files in MaxMind's format, as small as can be.

/// A value of the format, as far as a city needs it.
#[derive(Debug, Clone, PartialEq)]
pub enum Data {
    /// Names and values.
    Map(Vec<(&'static str, Data)>),
    /// Values in order.
    List(Vec<Data>),
    /// UTF-8, shorter than 29 bytes.
    Text(&'static str),
    /// A floating-point number.
    Double(f64),
    /// 16 bits.
    Short(u16),
    /// 32 bits.
    Number(u32),
    /// 64 bits.
    Long(u64),
}

/// What such a file says of Beijing.
pub fn beijing() -> Data {
    use Data::{Double, List, Map, Text};
    let names = |en, zh| ("names", Map(vec![("en", Text(en)), ("zh-CN", Text(zh))]));
    Map(vec![
        ("city", Map(vec![names("Beijing", "北京")])),
        (
            "country",
            Map(vec![("iso_code", Text("CN")), names("China", "中国")]),
        ),
        (
            "subdivisions",
            List(vec![Map(vec![names("Beijing Shi", "北京市")])]),
        ),
        (
            "location",
            Map(vec![
                ("latitude", Double(39.9)),
                ("longitude", Double(116.4)),
                ("time_zone", Text("Asia/Shanghai")),
            ]),
        ),
    ])
}

impl Data {
    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Text(text) => {
                control(2, text.len(), out);
                out.extend_from_slice(text.as_bytes());
            }
            Self::Double(number) => {
                control(3, 8, out);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Short(number) => {
                control(5, 2, out);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Number(number) => {
                control(6, 4, out);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Long(number) => {
                control(9, 8, out);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Self::Map(entries) => {
                control(7, entries.len(), out);
                for (key, value) in entries {
                    Self::Text(key).write(out);
                    value.write(out);
                }
            }
            Self::List(items) => {
                control(11, items.len(), out);
                items.iter().for_each(|item| item.write(out));
            }
        }
    }
}

/// Type and size. Types from 8 on take a second byte; nothing here is 29 or longer.
fn control(kind: u8, size: usize, out: &mut Vec<u8>) {
    let size = u8::try_from(size).unwrap_or(u8::MAX);
    assert!(size < 29, "longer values are written otherwise");
    if kind > 7 {
        out.extend_from_slice(&[size, kind - 7]);
    } else {
        out.push(kind << 5 | size);
    }
}

/// A file that knows one IPv4 network of 24 bits.
///
/// # Panics
/// When a value is 29 bytes or entries long, or longer.
pub fn one_network(network: [u8; 3], data: &Data) -> Vec<u8> {
    let bits: Vec<u8> = network
        .iter()
        .flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1))
        .collect();
    let count = 24;
    let mut file = Vec::new();
    for (at, bit) in (0_u32..).zip(&bits) {
        // The next node; after the last one the data's offset, which counts from the end of the tree and 16 bytes.
        let next = if at + 1 < count { at + 1 } else { count + 16 };
        let records = if *bit == 0 {
            [next, count]
        } else {
            [count, next]
        };
        for record in records {
            file.extend_from_slice(&record.to_be_bytes()[1..]);
        }
    }
    file.extend_from_slice(&[0; 16]);
    data.write(&mut file);
    file.extend_from_slice(b"\xab\xcd\xefMaxMind.com");
    let metadata = Data::Map(vec![
        ("node_count", Data::Number(count)),
        ("record_size", Data::Short(24)),
        ("ip_version", Data::Short(4)),
        ("binary_format_major_version", Data::Short(2)),
        ("binary_format_minor_version", Data::Short(0)),
        ("build_epoch", Data::Long(1)),
        ("database_type", Data::Text("Test-City")),
        ("languages", Data::List(vec![Data::Text("en")])),
        ("description", Data::Map(vec![("en", Data::Text("a test"))])),
    ]);
    metadata.write(&mut file);
    file
}
