//! What `serve` sets of traces.

use clap::Args;
use connector_server::TraceSettings;

/// OpenTelemetry's own variables, which count where ours are not set; the first names the URL whole.
const STANDARD: [&str; 2] = [
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
];
/// Where collectors take traces.
const PATH: &str = "/v1/traces";

/// Traces.
#[derive(Debug, Args)]
#[command(next_help_heading = "Traces")]
pub(super) struct Traces {
    /// The collector that traces go to, by OTLP over plain HTTP, such as http://127.0.0.1:4318
    /// [default: OTEL_EXPORTER_OTLP_ENDPOINT, else none].
    #[arg(long, env = "CONNECTOR_OTLP_ENDPOINT", value_name = "URL")]
    otlp_endpoint: Option<String>,

    /// Which share of the traces that begin here is sent: 0 to 1. Others follow their caller's traceparent.
    #[arg(
        long,
        env = "CONNECTOR_TRACE_RATIO",
        value_name = "RATIO",
        default_value = "1",
        value_parser = ratio
    )]
    trace_ratio: f64,
}

impl Traces {
    pub(super) fn settings(&self) -> Option<TraceSettings> {
        let own = self.otlp_endpoint.clone().map(|given| whole(&given));
        let endpoint = own.or_else(|| standard().map(|(_, endpoint)| endpoint))?;
        Some(TraceSettings {
            endpoint,
            ratio: self.trace_ratio,
        })
    }
}

/// What OpenTelemetry's own variables say, and which of them says it.
pub(super) fn standard() -> Option<(&'static str, String)> {
    STANDARD.into_iter().enumerate().find_map(|(at, name)| {
        let value = std::env::var(name).ok().filter(|value| !value.is_empty())?;
        Some((name, if at == 0 { value } else { whole(&value) }))
    })
}

/// A collector's URL with the path for traces.
fn whole(given: &str) -> String {
    let given = given.trim_end_matches('/');
    if given.ends_with(PATH) {
        given.to_owned()
    } else {
        format!("{given}{PATH}")
    }
}

fn ratio(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(ratio) if (0.0..=1.0).contains(&ratio) => Ok(ratio),
        _ => Err("a ratio is a number from 0 to 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collectors_url_gets_its_path_once() {
        for given in ["http://c:4318", "http://c:4318/", "http://c:4318/v1/traces"] {
            assert_eq!(whole(given), "http://c:4318/v1/traces");
        }
        assert_eq!(whole("http://c/otlp"), "http://c/otlp/v1/traces");
    }

    #[test]
    fn a_ratio_is_a_share() {
        assert_eq!(ratio("0.25"), Ok(0.25));
        for bad in ["-0.1", "1.1", "NaN", "half", ""] {
            assert!(ratio(bad).is_err(), "{bad}");
        }
    }
}
