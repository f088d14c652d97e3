"""`make bench`: every measurement of this folder, one after the other."""

from bench import parse, sweep, webhook

if __name__ == "__main__":
    for measurement in (webhook, sweep, parse):
        print(f"== {measurement.__name__}")
        measurement.main()
