//! `check-wasm FILE`: would this module start in a browser, and does it leave the clock alone?
//!
//! On wasm a C function that nobody defines links all the same, as an import from `env`, and fails
//! when the page is opened. The clock of the standard library links too, and traps when called.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::{env, fs};

use wasmparser::{KnownCustom, Name, Operator, Parser, Payload, TypeRef};

fn main() -> ExitCode {
    let Some(path) = env::args().nth(1) else {
        eprintln!("usage: check-wasm FILE");
        return ExitCode::FAILURE;
    };
    let bytes = fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let module = Module::parse(&bytes).unwrap_or_else(|error| panic!("{path}: {error}"));

    let findings = module.findings();
    for finding in &findings {
        eprintln!("check-wasm: {finding}");
    }
    if !findings.is_empty() {
        return ExitCode::FAILURE;
    }
    println!(
        "check-wasm: {} kB, {} functions, {} imports, all of them wasm-bindgen's; no clock",
        bytes.len() / 1000,
        module.calls.len(),
        module.imports.len(),
    );
    ExitCode::SUCCESS
}

#[derive(Default)]
struct Module<'a> {
    /// Module and name of each import.
    imports: Vec<(&'a str, &'a str)>,
    /// Name of each function, imported ones first.
    names: BTreeMap<u32, &'a str>,
    /// For each function with a body, its index and the indices that it calls.
    calls: Vec<(u32, Vec<u32>)>,
}

impl<'a> Module<'a> {
    fn parse(bytes: &'a [u8]) -> wasmparser::Result<Self> {
        let mut module = Self::default();
        let mut next = 0;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload? {
                Payload::ImportSection(imports) => {
                    for import in imports.into_imports() {
                        let import = import?;
                        module.imports.push((import.module, import.name));
                        next += u32::from(matches!(import.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => {
                    let mut calls = Vec::new();
                    for operator in body.get_operators_reader()? {
                        if let Operator::Call { function_index } = operator? {
                            calls.push(function_index);
                        }
                    }
                    module.calls.push((next, calls));
                    next += 1;
                }
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        for name in names {
                            if let Name::Function(functions) = name? {
                                for function in functions {
                                    let function = function?;
                                    module.names.insert(function.index, function.name);
                                }
                            }
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(module)
    }

    fn findings(&self) -> Vec<String> {
        let mut findings = Vec::new();
        if !self
            .names
            .values()
            .any(|name| name.contains("sqlite3_open_v2"))
        {
            findings.push("SQLite is not in the module: an empty core proves nothing".into());
        }
        for (module, name) in &self.imports {
            if !module.starts_with("__wbindgen_") {
                findings.push(format!(
                    "`{name}` is imported from `{module}`: no browser has it"
                ));
            }
        }
        for (caller, callees) in &self.calls {
            let caller = self.name(*caller);
            if let Some(clock) = callees
                .iter()
                .map(|callee| self.name(*callee))
                .find(is_clock)
                && !is_std(caller)
            {
                findings.push(format!(
                    "`{caller}` calls `{clock}`, which traps in a browser"
                ));
            }
        }
        findings
    }

    fn name(&self, function: u32) -> &'a str {
        self.names
            .get(&function)
            .copied()
            .unwrap_or("a function without a name")
    }
}

/// In a mangled name of either scheme, identifiers stand with their length before them.
fn is_clock(name: &&str) -> bool {
    name.contains("10SystemTime3now") || name.contains("7Instant3now")
}

fn is_std(name: &str) -> bool {
    name.contains("3std4time") || name.contains("3std3sys")
}
