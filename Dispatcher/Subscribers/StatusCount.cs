using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>How many people have a status.</summary>
internal sealed record StatusCount
{
    public required string Status { get; init; }
    public required long Count { get; init; }
}
