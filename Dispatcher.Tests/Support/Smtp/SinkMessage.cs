using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>A message in a sink: its envelope, and the message with the sink's headers on top.</summary>
internal sealed record SinkMessage(string From, IReadOnlyList<string> Recipients, MimeMessage Message);
