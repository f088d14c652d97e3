"""`make bench`: every measurement of this folder, one after the other."""

from bench import parse, recount, routing, sweep, webhook

if __name__ == "__main__":
    for measurement in (webhook, sweep, recount, parse, routing):
        print(f"== {measurement.__name__}")
        measurement.main()
