# Backend, gateway and workers: one image, the command says which (compose.yml).
FROM python:3.12-slim AS built
RUN pip install --no-cache-dir uv
WORKDIR /app
COPY backend/pyproject.toml backend/uv.lock backend/
RUN uv sync --frozen --no-dev --compile-bytecode --project backend

FROM python:3.12-slim
WORKDIR /app
COPY --from=built /app/backend/.venv backend/.venv
COPY knowledge knowledge
COPY policybook policybook
COPY backend backend
COPY web/demo web/demo
COPY web/widget/dist web/widget/dist
ENV PYTHONUNBUFFERED=1 PYTHONUTF8=1
RUN useradd --system xiaocai
USER xiaocai
CMD ["backend/.venv/bin/python", "-m", "uvicorn", "backend.main:app", "--host", "0.0.0.0", "--port", "8000", "--no-access-log"]
