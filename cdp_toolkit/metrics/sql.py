"""Reads a tidy table from a database: the only module of this room that uses SQLAlchemy."""

from cdp_toolkit.errors import InputError
from cdp_toolkit.metrics.cells import cell_text
from cdp_toolkit.metrics.grid import Grid, grid_of


def read_sql(url: str, query: str, name: str = "query") -> Grid:
    """Run a query whose columns are those of a metrics file.

    Args:
        url: Database address as SQLAlchemy writes it, such as ``sqlite:///figures.db``.
        query: One SELECT. It runs in a transaction that is rolled back.
        name: What messages call it.

    Raises:
        InputError: The database cannot be reached, the query fails or gives no rows. The address is not shown, since it can
            hold a password.
    """
    import sqlalchemy as sa  # an eighth of a second that file users need not wait for

    try:
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            result = connection.execute(sa.text(query))
            records = [list(result.keys()), *([cell_text(value) for value in row] for row in result)]
            connection.rollback()
        engine.dispose()
    except (sa.exc.SQLAlchemyError, ModuleNotFoundError) as error:
        reason = str(getattr(error, "orig", None) or error).partition("\n")[0]
        raise InputError(
            name, f"fails: {reason}", "Check the database's address, that it can be reached, and the query."
        ) from None
    return grid_of(name, iter(records))
