using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Newsletter.Dispatcher.Addresses;
using Newsletter.Dispatcher.Mails;

namespace Newsletter.Dispatcher.Subscriptions.SignUp;

/// <summary>The words for what is confirmed.</summary>
internal static class ConfirmationPurpose
{
    public const string Subscribe = "subscribe";
    public const string Address = "address";
}
