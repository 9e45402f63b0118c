//! The page is embedded from `web/dist`; before `make web` that folder is not there.

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=../web/dist");
    std::fs::create_dir_all("../web/dist")
}
