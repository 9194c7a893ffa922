"""Products whose texts mean what somebody asked for, where its words find too little. Optional."""
