//! Finds the built `sufler`.

use std::path::PathBuf;

/// Path of the program under test: `SUFLER_BIN`, else the debug build of this workspace.
///
/// # Panics
/// There is none; the message says how to build it.
pub fn path() -> PathBuf {
    if let Ok(path) = std::env::var("SUFLER_BIN") {
        let path = PathBuf::from(path);
        assert!(path.is_file(), "SUFLER_BIN names {}, which is not a file", path.display());
        return path;
    }
    let target = std::env::var("CARGO_TARGET_DIR").map_or_else(|_| workspace().join("target"), PathBuf::from);
    let path = workspace().join(target).join("debug/sufler");
    assert!(
        path.is_file(),
        "{} is missing: build it with `cargo build -p sufler`, or name another build in SUFLER_BIN",
        path.display()
    );
    path
}

/// Root of the workspace.
pub fn workspace() -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("tests/ lies in the workspace").to_path_buf()
}
