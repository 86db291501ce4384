"""A classified site as its makers ship it (django-classified), with invented ads in it.

Run by the Python of its own environment: `classifieds.py DATABASE fill`, then `change` or
`serve PORT`. Only settings and ads are ours; models, pages and addresses are the package's.
"""

import sys
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

DATABASE, VERB, *REST = sys.argv[1:]
APPS = ("admin", "auth", "contenttypes", "humanize", "messages", "sessions", "sites", "staticfiles")
MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
CONTEXT = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "django_classified.context_processors.common_values",
)
ENGINE = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {"context_processors": CONTEXT},
}
JOBS = [
    ("Cook for a hostel", "Cook for fifty, Kerala meals. Food and room given.", 18000),
    ("Driver with badge", "Pickup driver, day work, Tirur to Kozhikode.", 21000),
    ("Tailor, ladies' wear", "Piece rate; own machine not needed. Ask for Mini.", 15000),
    ("Accountant", "Tally & GST, two years.\nMail hr.kottayam@shop.example", 24000),
    ("തയ്യൽക്കാരെ ആവശ്യമുണ്ട്", "പരിചയമുള്ള തയ്യൽക്കാരെ ഉടൻ ആവശ്യമുണ്ട്. താമസം സൗജന്യം.", 16000),
    ("Waiter at a beach café", 'Evening shift; "tips" are shared.', 14000),
]
JOBS += [
    (f"Shop helper {n}", f"Counter work at shop {n}, closed on Sundays.", 11000 + n)
    for n in range(1, 10)
]
ROOMS = [
    ("Room near Infopark", "One room, bath attached, for a woman working there.", 6500),
    ("House at Vatakara", "Two floors, well, ten minutes from the station.", 12000),
    ("Shop room", "Ground floor, MG Road; power for a mill.", 19000),
]


def main() -> None:
    settings.configure(
        SECRET_KEY="tests alone",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": DATABASE}},
        INSTALLED_APPS=[f"django.contrib.{app}" for app in APPS]
        + ["sorl.thumbnail", "django_classified"],
        MIDDLEWARE=MIDDLEWARE,
        TEMPLATES=[ENGINE],
        STATIC_URL="/static/",
        SITE_ID=1,
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        DCF_CURRENCY="INR",
        DCF_SITE_NAME="Malabar Classifieds",
        DCF_LOGIN_TO_CONTACT=False,
    )
    django.setup()
    settings.ROOT_URLCONF = (path("", include("django_classified.urls")),)
    {"fill": fill, "change": change, "serve": serve}[VERB](*REST)


def fill() -> None:
    from django.contrib.auth.models import User
    from django_classified.models import Group, Item, Profile, Section

    call_command("migrate", verbosity=0)
    seller = User.objects.create_user("seller")
    Profile.objects.create(user=seller, phone="+91 98470 00321")
    for name, group, ads in (("Work", "Jobs", JOBS), ("Property", "Rooms", ROOMS)):
        place = Group.objects.create(section=Section.objects.create(title=name), title=group)
        for title, words, price in ads:
            Item.objects.create(
                user=seller, group=place, title=title, description=words, price=price
            )


def change() -> None:
    """Edit one ad, withdraw one, delete one."""
    from django_classified.models import Item

    edited = Item.objects.get(title="Driver with badge")
    edited.price, edited.description = 23000, "Pickup driver, night work."
    edited.save()
    withdrawn = Item.objects.get(title="Accountant")
    withdrawn.is_active = False
    withdrawn.save()
    Item.objects.get(title="Cook for a hostel").delete()


def serve(port: str) -> None:
    with make_server("127.0.0.1", int(port), get_wsgi_application(), handler_class=Quiet) as server:
        server.serve_forever()


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None: ...


if __name__ == "__main__":
    main()
