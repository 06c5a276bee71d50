using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// What a caller writes in the transaction of a change, for example who asked for it: both or neither.
/// </summary>
internal delegate Task Alongside(SqliteConnection connection, SqliteTransaction transaction);
