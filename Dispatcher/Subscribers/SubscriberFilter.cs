using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Subscribers;

/// <summary>Whom to read; null lets everybody through.</summary>
internal sealed record SubscriberFilter(string? Status = null, string? Tag = null);
