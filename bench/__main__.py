"""`make bench`: every measurement of this folder, one after the other."""

from bench import parse, routing, sweep, webhook

if __name__ == "__main__":
    for measurement in (webhook, sweep, parse, routing):
        print(f"== {measurement.__name__}")
        measurement.main()
