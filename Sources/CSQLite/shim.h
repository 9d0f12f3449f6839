#pragma once
#include <sqlite3.h>

/* Whether statements of the connection fire triggers. sqlite3_db_config itself takes variable arguments, which Swift
 * does not import. */
static inline int bilag_sqlite3_fire_triggers(sqlite3 *connection, int fires) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_ENABLE_TRIGGER, fires, (int *)0);
}
