from tests.doubles.desk import make_desk

__all__ = ["make_desk"]
