from opd.loading import WILAYAH_FILE, load_wilayah
from opd.management.loads import LoadCommand


class Command(LoadCommand):
    help = "Loads kecamatan and kelurahan; load_opd comes first. Repeating it changes nothing."
    service = staticmethod(load_wilayah)
    subject = "Territory"
    default_path = WILAYAH_FILE
