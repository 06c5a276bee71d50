using Microsoft.Data.Sqlite;

namespace Newsletter.Dispatcher.Storage;

/// <summary>
/// What is written in the same transaction as a change, for example who of us made it. Both are kept, or neither.
/// </summary>
internal delegate Task Alongside(SqliteConnection connection, SqliteTransaction transaction);
