from opd.loading import CATEGORIES_FILE, load_categories
from opd.management.loads import LoadCommand


class Command(LoadCommand):
    help = "Loads the categories of complaints; load_opd comes first. Repeating it changes nothing."
    service = staticmethod(load_categories)
    subject = "Categories"
    default_path = CATEGORIES_FILE
