package io.roomlog.deploy;

import io.roomlog.common.config.Command;
import io.roomlog.common.config.Configuration;
import io.roomlog.common.config.Setting;
import io.roomlog.common.config.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// Commands, with a flag for each setting that they take.
final class Commands {
    private Commands() {}

    /// What a command does with its arguments; returns the exit code.
    interface Action {
        int run(ParseResult parsed) throws Exception;
    }

    /// A command that only has others under it.
    static CommandSpec spec(String name, String sentence) {
        CommandSpec spec = CommandSpec.create().name(name).mixinStandardHelpOptions(false);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this.")
                .build());
        spec.usageMessage().description(sentence).sortOptions(false).width(110);
        return spec;
    }

    static CommandSpec spec(String name, String sentence, Action action) {
        return CommandSpec.wrapWithoutInspection(action).name(name).addMixin("help", spec(name, sentence));
    }

    /// A command that takes settings.
    ///
    /// @param own the options that are no settings, with which `--help` begins
    static CommandSpec spec(Command command, String sentence, Action action, OptionSpec... own) {
        CommandSpec spec = spec(command.typed(), sentence, action);
        StringBuilder synopsis = new StringBuilder("roomlog " + command.typed());
        for (OptionSpec option : own) {
            spec.addOption(option);
            String shown = option.longestName() + " " + option.paramLabel();
            synopsis.append(option.required() ? " " + shown : " [" + shown + "]");
        }
        spec.usageMessage().customSynopsis(synopsis + " [--SETTING VALUE]...");
        Settings.of(command).forEach(setting -> spec.addOption(option(setting, setting.flag())));
        spec.usageMessage()
                .footer(
                        "",
                        "Each of these settings is a variable (ROOMLOG_PORT for --port) and a key"
                                + " of the file given by --config as well; see deploy/SETTINGS.md.");
        return spec;
    }

    /// An option with one value, which is no setting.
    static OptionSpec.Builder option(String name, Class<?> type, String label, String description) {
        return OptionSpec.builder(name).type(type).paramLabel(label).arity("1").description(description);
    }

    /// The flag of a setting, under one or more names.
    static OptionSpec option(Setting<?> setting, String... names) {
        String fallback = setting.fallback().isEmpty() ? "" : " (" + setting.fallback() + ")";
        String description = setting.sentence() + fallback;
        OptionSpec.Builder option = OptionSpec.builder(names)
                .type(String.class)
                .paramLabel(setting.key().toUpperCase(Locale.ROOT).replace('-', '_'))
                .description(description.replace("%", "%%"));
        // A switch may stand alone.
        return (setting.isSwitch() ? option.arity("0..1").fallbackValue("true") : option.arity("1")).build();
    }

    /// A command whose flag for a setting has another name as well.
    static CommandSpec alsoAs(CommandSpec spec, Setting<?> setting, String name) {
        spec.remove(spec.findOption(setting.flag()));
        return spec.addOption(option(setting, setting.flag(), name));
    }

    /// The configuration that flags, variables and the file make.
    static Configuration configuration(Command command, ParseResult parsed, Map<String, String> environment) {
        return Configuration.resolve(command, flags(command, parsed), environment);
    }

    /// The settings that were given as flags: their texts by key.
    static Map<String, String> flags(Command command, ParseResult parsed) {
        Map<String, String> flags = new HashMap<>();
        for (Setting<?> setting : Settings.of(command)) {
            if (parsed.hasMatchedOption(setting.flag())) {
                flags.put(setting.key(), parsed.matchedOptionValue(setting.flag(), ""));
            }
        }
        return flags;
    }

    /// Runs the innermost command that was given; where none was, shows what there is.
    static int execute(ParseResult parsed) {
        Integer help = CommandLine.executeHelpRequest(parsed);
        if (help != null) {
            return help;
        }
        ParseResult innermost = parsed;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        CommandLine command = innermost.commandSpec().commandLine();
        if (!(innermost.commandSpec().userObject() instanceof Action action)) {
            command.usage(System.err);
            return CommandLine.ExitCode.USAGE;
        }
        try {
            return action.run(innermost);
        } catch (ParameterException refused) {
            throw refused;
        } catch (Exception failed) {
            throw new ExecutionException(command, "failed", failed);
        }
    }
}
