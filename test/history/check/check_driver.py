"""Runs check.py for many cases in one process: a line of JSON in, a line of JSON out."""
import importlib.util
import json
import sys

sys.dont_write_bytecode = True
specification = importlib.util.spec_from_file_location("check", sys.argv[1])
check = importlib.util.module_from_spec(specification)
specification.loader.exec_module(check)

for line in sys.stdin:
    case = json.loads(line)
    if "canonical" in case:
        answer = check.read_event(bytes.fromhex(case["canonical"])) is not None
    elif "chain" in case:
        chain = check.ChainCheck([tuple(one) for one in case["anchors"]], case["extent"] and tuple(case["extent"]))
        for place, content, kept in case["chain"]:
            chain.take(place, bytes.fromhex(content), kept)
        chain.settle()
        answer = chain.finish()
    else:
        answer = check.check_file(case["path"], [tuple(one) for one in case["anchors"]])
    print(json.dumps(answer), flush=True)
