"""`make bench`: every measurement of this folder, one after the other."""

from bench import lookups, parse, recount, routing, sweep, webhook

if __name__ == "__main__":
    for measurement in (webhook, sweep, recount, parse, routing, lookups):
        print(f"== {measurement.__name__}")
        measurement.main()
