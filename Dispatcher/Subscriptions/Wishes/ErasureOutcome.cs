using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Suppressions;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

internal enum ErasureOutcome
{
    Erased,

    /// <summary>A message is on the wire; it is done when that is over.</summary>
    Noted,

    /// <summary>Nobody has this id.</summary>
    Unknown,
}
