using Newsletter.Dispatcher.Text;

namespace Newsletter.Dispatcher.Dispatches;

/// <summary>The words for a wave's state, in JSON and on screen. Tests: EnumWordsTests.</summary>
internal static class WaveStates
{
    public static readonly EnumWords<WaveState> Words = new(
        (WaveState.ToCome, "to come"),
        (WaveState.Begun, "begun"),
        (WaveState.Over, "over"),
        (WaveState.Missed, "missed")
    );

    public static string Word(this WaveState state) => Words.Of(state);
}
