"""python -m bench [NAME…] [--json] [--quick]"""

import argparse
import json
import os


def main():
    arguments = _arguments()
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    import django

    django.setup()
    figures = _measured(arguments.names or list(NAMES), arguments.quick)
    if arguments.json:
        print(json.dumps([figure.plain() for figure in figures], indent=1))
    else:
        for line in _table(figures):
            print(line, flush=True)


def _table(figures):
    from bench.figures import table

    return table(figures)


# Which module measures a figure.
NAMES = {
    "step": "step",
    "step_sql": "step",
    "step_http": "step_http",
    "case_page": "case_page",
    "checklist_pdf": "checklist_pdf",
    "pack": "sitting",
    "closing": "sitting",
    "desk": "desk",
    "desk_sql": "desk",
    "desk_growth": "desk",
    "desk_statements": "desk",
    "search_spelling": "search",
    "search_spelling_recall": "search",
    "search_typo": "search",
    "search_typo_recall": "search",
    "plan": "plan",
    "plan_again": "plan",
    "ranking": "ranking",
    "verify_history": "ledger",
}


def _measured(names, quick):
    from importlib import import_module

    from bench import sizes
    from bench.database import scratch

    with scratch():
        for module in dict.fromkeys(NAMES[name] for name in names):
            figures = import_module(f"bench.{module}").measure(sizes.QUICK if quick else sizes.USUAL)
            yield from (figure for figure in figures if figure.name in names)


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measures the product in a scratch database.")
    parser.add_argument("names", nargs="*", choices=[[], *NAMES], metavar="NAME", help=f"all of {', '.join(NAMES)}")
    parser.add_argument("--json", action="store_true", help="one object a figure instead of the table")
    parser.add_argument("--quick", action="store_true", help="small sizes: under a minute, less steady")
    return parser.parse_args()


if __name__ == "__main__":
    main()
