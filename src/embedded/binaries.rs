//! Where PostgreSQL's programs are.

use std::path::{Path, PathBuf};

use super::EmbeddedError;
use crate::config::ConfigError;

/// What the cluster is made, started and run with.
const PROGRAMS: [&str; 3] = ["initdb", "pg_ctl", "postgres"];

/// The folder that was named, or one where PostgreSQL 15 and newer usually are, ours first.
pub fn find(given: Option<&Path>) -> Result<PathBuf, EmbeddedError> {
    if let Some(given) = given {
        return if is_whole(given) {
            Ok(given.to_owned())
        } else {
            Err(EmbeddedError::Config(ConfigError {
                name: "TERRACE_POSTGRES_BIN",
                value: given.display().to_string(),
                allowed: format!(
                    "it takes a folder with {} of PostgreSQL 15 or newer that has the extension \
                     vector",
                    PROGRAMS.join(", ")
                ),
            }))
        };
    }
    let caches = std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache/terrace"));
    let system = (15..=19)
        .rev()
        .map(|v| PathBuf::from(format!("/usr/lib/postgresql/{v}/bin")));
    [Some(PathBuf::from("/var/cache/terrace")), caches]
        .into_iter()
        .flatten()
        .map(|cache| cache.join("pg16/bin"))
        .chain(system)
        .find(|folder| is_whole(folder))
        .ok_or(EmbeddedError::NoBinaries)
}

fn is_whole(folder: &Path) -> bool {
    PROGRAMS.iter().all(|program| folder.join(program).exists()) && has_vector(folder)
}

/// Whether the PostgreSQL of a `bin` folder has the extension `vector`, in the layouts of a
/// self-contained folder and of Debian's packages.
fn has_vector(binaries: &Path) -> bool {
    let own = binaries.join("../share/postgresql/extension/vector.control");
    let plain = binaries.join("../share/extension/vector.control");
    let version = binaries
        .parent()
        .and_then(Path::file_name)
        .map(PathBuf::from);
    let debian = version.map(|v| {
        Path::new("/usr/share/postgresql")
            .join(v)
            .join("extension/vector.control")
    });
    own.exists() || plain.exists() || debian.is_some_and(|control| control.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_without_postgresql_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(Some(folder.path())).unwrap_err().to_string();
        let expected = format!(
            "TERRACE_POSTGRES_BIN is {}: it takes",
            folder.path().display()
        );
        assert!(error.contains(&expected), "{error}");
    }
}
