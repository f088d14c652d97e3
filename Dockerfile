# Production image: the application alone, without the embedded servers, as an ordinary user.

FROM python:3.11-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --requirement requirements.txt
WORKDIR /app
COPY . .
# The key and the data folder serve this one command; neither reaches the next stage.
RUN SECRET_KEY=build DATA_DIR=/tmp/build STATIC_ROOT=/static /venv/bin/python manage.py collectstatic --no-input

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/static
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin pengaduan \
    && install -d -o pengaduan -g pengaduan -m 0700 /data
COPY --from=build /venv /venv
COPY --from=build /static /static
COPY --from=build /app /app
WORKDIR /app
USER pengaduan
VOLUME /data
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "8", "--respawn-failed-workers", "bontang_pengaduan.wsgi:application"]
