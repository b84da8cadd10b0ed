use std::fs::{self, File};
use std::io::Write;
use std::thread;

fn main() {
    let readers: Vec<_> = (0..4)
        .map(|i| thread::spawn(move || fs::read(format!("data/f0{i}")).unwrap().len()))
        .collect();
    let total: usize = readers.into_iter().map(|reader| reader.join().unwrap()).sum();
    let mut out = File::create("out.txt").unwrap();
    writeln!(out, "{total:08}").unwrap();
    out.sync_all().unwrap();
}
