from opd.loading import OPD_FILE, load_opd
from opd.management.loads import LoadCommand


class Command(LoadCommand):
    help = "Loads the city's units, their parts and external bodies. Repeating it changes nothing."
    service = staticmethod(load_opd)
    subject = "Units"
    default_path = OPD_FILE
