# Rasa and the action server: one image with the model trained into it, so that it starts at once.
FROM python:3.10-slim AS built
RUN pip install --no-cache-dir uv
RUN apt-get update && apt-get install -y --no-install-recommends gcc g++ && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY bot/pyproject.toml bot/uv.lock bot/
RUN uv sync --frozen --no-dev --compile-bytecode --project bot

FROM python:3.10-slim
WORKDIR /app
COPY --from=built /app/bot/.venv bot/.venv
COPY config.yml domain.yml endpoints.yml credentials.yml ./
COPY data data
COPY bot bot
COPY actions actions
ENV PYTHONUNBUFFERED=1 PYTHONUTF8=1 RASA_TELEMETRY_ENABLED=false SQLALCHEMY_SILENCE_UBER_WARNING=1 TF_CPP_MIN_LOG_LEVEL=3
RUN bot/.venv/bin/python -m rasa train --fixed-model-name xiaocai --out models
RUN useradd --system --create-home xiaocai
USER xiaocai
CMD ["bot/.venv/bin/python", "-m", "rasa", "run", "--interface", "0.0.0.0", "--port", "5005", "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--model", "models/xiaocai.tar.gz"]
