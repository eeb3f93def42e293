"""Keep the needs inventory (需求清冊) that agencies read, answer and deliver."""
