using MimeKit;

namespace Newsletter.Dispatcher.Tests.Support.Smtp;

/// <summary>A message in a mailbox, as its reader's mail program finds it.</summary>
/// <param name="Recipient">The address that it was delivered for.</param>
internal sealed record DeliveredMessage(string Recipient, MimeMessage Message);
