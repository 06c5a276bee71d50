using System.Text.Json;
using Dapper;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Newsletter.Dispatcher.Delivery;
using Newsletter.Dispatcher.Mails;
using Newsletter.Dispatcher.Relays;
using Newsletter.Dispatcher.Rendering;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Mails;

internal sealed record MailRow
{
    public required string State { get; init; }
    public required long Attempts { get; init; }
    public required long Resends { get; init; }
    public required DateTimeOffset DueAt { get; init; }
    public string? Reply { get; init; }
    public string? Class { get; init; }
}
