namespace Newsletter.Dispatcher.Schedule;

/// <summary>The log messages of ticks, and of the runs that ticks start.</summary>
internal sealed partial class DueWorkLog(ILogger<DueWork> logger)
{
    [LoggerMessage(3001, LogLevel.Information, "Dispatch {DispatchId} begins: \"{Title}\" to {Recipients} subscribers")]
    public partial void Begun(long dispatchId, string title, long recipients);

    [LoggerMessage(3002, LogLevel.Error, "The slot of {Date} was missed: {Reason}")]
    public partial void Missed(DateOnly date, string reason);

    [LoggerMessage(
        3003,
        LogLevel.Error,
        "The slot of {Date} has no issue; one with this date is still sent until {Until:HH:mm} UTC"
    )]
    public partial void Empty(DateOnly date, DateTimeOffset until);

    [LoggerMessage(
        3005,
        LogLevel.Information,
        "Dispatch {DispatchId}: the wave of {At:u} begins; {Joined} have come to the list since"
    )]
    public partial void WaveBegun(long dispatchId, DateTimeOffset at, int joined);

    [LoggerMessage(
        3006,
        LogLevel.Error,
        "Dispatch {DispatchId}: the wave of {At:u} was missed until {Until:u}: {Why}. {Recipients} readers do not get "
            + "the issue"
    )]
    public partial void WaveMissed(
        long dispatchId,
        DateTimeOffset at,
        DateTimeOffset until,
        string why,
        int recipients
    );

    [LoggerMessage(
        3008,
        LogLevel.Error,
        "{Count} slots were missed, {First:yyyy-MM-dd} to {Last:yyyy-MM-dd}. The last one: {Reason}"
    )]
    public partial void ManyMissed(int count, DateOnly first, DateOnly last, string reason);

    [LoggerMessage(
        3007,
        LogLevel.Warning,
        "The first wave of {Date} has come and no issue is ready; it goes out as soon as there is one, and those "
            + "whose morning is over then get nothing. The newsletter's own send time is {At:u}"
    )]
    public partial void NotYet(DateOnly date, DateTimeOffset at);

    [LoggerMessage(3004, LogLevel.Error, "Nothing is sent: {Problem}")]
    public partial void CannotSend(string problem);
}
