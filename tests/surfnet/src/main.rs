//! A surfnet, which is Surfpool's chain, as a process: offline, with the programs that it is told to load. It prints one line of JSON
//! when it answers, and ends by a signal, or when its standard input does, as its parent's death makes it.
use std::io::{Read, stdin};
use std::process::exit;

use surfpool_sdk::cheatcodes::builders::DeployProgram;
use surfpool_sdk::{BlockProductionMode, Pubkey, Surfnet};

const USAGE: &str = "usage: meshid-surfnet [--slot-ms N] [--blocks clock|transaction] [--blockhashes checked|any] \
                     [--without-feature ADDRESS]... [--program ADDRESS=FILE]...";

type Failure = Box<dyn std::error::Error>;

struct Options {
    slot_ms: u64,
    /// When a block ends: by the clock, as on a cluster, or with each transaction.
    blocks: BlockProductionMode,
    any_blockhash: bool,
    without_features: Vec<Pubkey>,
    programs: Vec<DeployProgram>,
}

fn options(mut args: impl Iterator<Item = String>) -> Result<Options, Failure> {
    let mut options = Options {
        slot_ms: 400,
        blocks: BlockProductionMode::Clock,
        any_blockhash: false,
        without_features: vec![],
        programs: vec![],
    };
    while let Some(flag) = args.next() {
        let value = args.next().ok_or(USAGE)?;
        match (flag.as_str(), value.as_str()) {
            ("--slot-ms", _) => options.slot_ms = value.parse()?,
            ("--blocks", "clock") => options.blocks = BlockProductionMode::Clock,
            ("--blocks", "transaction") => options.blocks = BlockProductionMode::Transaction,
            ("--blockhashes", "checked") => options.any_blockhash = false,
            ("--blockhashes", "any") => options.any_blockhash = true,
            ("--without-feature", _) => options.without_features.push(value.parse()?),
            ("--program", _) => {
                let (address, file) = value.split_once('=').ok_or(USAGE)?;
                let address: Pubkey = address.parse()?;
                options.programs.push(DeployProgram::new(address).so_path(file));
            }
            _ => return Err(USAGE.into()),
        }
    }
    Ok(options)
}

fn run() -> Result<(), Failure> {
    let options = options(std::env::args().skip(1))?;
    let runtime = tokio::runtime::Runtime::new()?;
    let mut builder = Surfnet::builder()
        .offline(true)
        .block_production_mode(options.blocks)
        .slot_time_ms(options.slot_ms)
        .skip_blockhash_check(options.any_blockhash);
    for feature in options.without_features {
        builder = builder.disable_feature(feature);
    }
    let surfnet = runtime.block_on(builder.start())?;
    for program in options.programs {
        surfnet.cheatcodes().deploy(program)?;
    }
    println!(
        r#"{{"version":1,"ready":true,"rpcUrl":"{}","wsUrl":"{}"}}"#,
        surfnet.rpc_url(),
        surfnet.ws_url()
    );
    stdin().read_to_end(&mut vec![])?;
    Ok(())
}

fn main() {
    match run() {
        // Its threads would be waited for otherwise, and nothing that they hold is kept.
        Ok(()) => exit(0),
        Err(error) => {
            eprintln!("{error}");
            exit(1);
        }
    }
}
