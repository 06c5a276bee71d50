using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;
using Newsletter.Dispatcher.Subscribers;
using Newsletter.Dispatcher.Subscriptions.SignUp;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Subscriptions.Wishes;

/// <summary>Who is about to leave, or has left.</summary>
/// <param name="Email">Null when the person was erased.</param>
/// <param name="IsGone">Gets no mail any more.</param>
/// <param name="CanUndo">One click would bring them back.</param>
internal sealed record Departure(string? Email, string? FirstName, bool IsGone, bool CanUndo);
