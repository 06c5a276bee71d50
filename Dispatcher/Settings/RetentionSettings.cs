namespace Newsletter.Dispatcher.Settings;

/// <summary>How long rows are kept that only add up. Section <c>Retention</c>. Tests: SettingsCheckTests.</summary>
internal sealed record RetentionSettings
{
    /// <summary>The shortest time: late bounces and reviews of addresses need the rows until then.</summary>
    public const int FewestMonths = 3;

    /// <summary>
    /// The age at which the deliveries of a dispatch become counts. Null keeps them for ever, which is the default:
    /// what is removed cannot be brought back, so an upgrade alone removes nothing.
    /// </summary>
    public int? DeliveryMonths { get; init; }

    /// <summary>Reads the section; every wrong value becomes a problem of the reader's.</summary>
    public static RetentionSettings Read(SettingsReader read)
    {
        var settings = new RetentionSettings
        {
            DeliveryMonths = read.Text("DeliveryMonths") is null
                ? null
                : read.Number("DeliveryMonths", FewestMonths, FewestMonths, max: 600),
        };
        read.RefuseUnknownKeys();
        return settings;
    }
}
