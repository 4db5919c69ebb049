//! Certificates for tests of TLS: an authority nobody else trusts, and what it signed.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, Error, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose,
};

/// PEM texts. The authority signed both certificates, each of which has a key of its own.
#[derive(Clone)]
pub struct Certificates {
    /// The authority's certificate.
    pub authority: String,
    /// A certificate made out to `localhost`.
    pub server: String,
    /// The private key of [`Self::server`], PKCS#8.
    pub server_key: String,
    /// A certificate made out to the client `script`.
    pub client: String,
    /// The private key of [`Self::client`], PKCS#8.
    pub client_key: String,
}

impl Certificates {
    /// Makes a new authority and all it signs.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub fn make() -> Result<Self, Error> {
        let authority_key = KeyPair::generate()?;
        let mut authority = named("Connector test authority", Vec::new())?;
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let signed = authority.self_signed(&authority_key)?;
        let issuer = Issuer::from_params(&authority, &authority_key);
        let server_key = KeyPair::generate()?;
        let server = named("localhost", vec!["localhost".to_owned()])?;
        let client_key = KeyPair::generate()?;
        let mut client = named("script", Vec::new())?;
        client.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Ok(Self {
            authority: signed.pem(),
            server: server.signed_by(&server_key, &issuer)?.pem(),
            server_key: server_key.serialize_pem(),
            client: client.signed_by(&client_key, &issuer)?.pem(),
            client_key: client_key.serialize_pem(),
        })
    }
}

fn named(name: &str, hosts: Vec<String>) -> Result<CertificateParams, Error> {
    let mut params = CertificateParams::new(hosts)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}
