using System.Net;

namespace Newsletter.Dispatcher.Settings;

/// <summary>How <c>doctor</c> looks. Section <c>Doctor</c>.</summary>
internal sealed record DoctorSettings
{
    /// <summary>The DNS server that is asked; null for those of this machine.</summary>
    public IPEndPoint? DnsServer { get; init; }
}
