"""`make bench`: every measurement of this folder, one after the other."""

from bench import parse

if __name__ == "__main__":
    for measurement in (parse,):
        print(f"== {measurement.__name__}")
        measurement.main()
