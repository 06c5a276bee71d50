using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Relays;

/// <summary>An SMTP server that messages are handed to. Tests: RelayPoolTests.</summary>
internal sealed class SmtpRelay(RelaySettings relay, DeliverySettings settings, TimeProvider clock) : ITransport
{
    public string Name => relay.ToString();

    public int Sessions => settings.Connections;

    public ITransportSession Open() => new SmtpSession(relay, settings, clock);
}
