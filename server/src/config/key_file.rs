//! The key that encrypts secrets at rest: 64 hex digits in a file only its owner may read.

use std::io::Write;
use std::path::Path;

use secrecy::ExposeSecret;
use sufler_store::EncryptionKey;

use super::ConfigError;

/// Name of the key file inside the data folder.
const FILE: &str = "secret.key";

/// Reads the key of a data folder; makes one at the first start.
pub(super) fn load_or_create(data_dir: &Path) -> Result<EncryptionKey, ConfigError> {
    let path = data_dir.join(FILE);
    match std::fs::read_to_string(&path) {
        Ok(text) => parse(&text, &path.display().to_string()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            create(data_dir, &path).map_err(|error| ConfigError::io(&path, &error))
        }
        Err(error) => Err(ConfigError::io(&path, &error)),
    }
}

/// Reads 64 hex digits; `place` is named in the error, the text never is.
pub(super) fn parse(text: &str, place: &str) -> Result<EncryptionKey, ConfigError> {
    EncryptionKey::from_hex(text.trim()).map_err(|_| ConfigError::bad_key(place))
}

/// Written beside and renamed, so that a crash never leaves half a key.
fn create(data_dir: &Path, path: &Path) -> std::io::Result<EncryptionKey> {
    std::fs::create_dir_all(data_dir)?;
    let key = EncryptionKey::generate().map_err(std::io::Error::other)?;
    let draft = path.with_extension("tmp");
    let mut file = private(&draft)?;
    writeln!(file, "{}", key.to_hex().expose_secret())?;
    file.sync_all()?;
    std::fs::rename(&draft, path)?;
    Ok(key)
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> std::io::Result<std::fs::File> {
    std::fs::File::create(path)
}
